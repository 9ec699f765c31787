"""The people of a practice: asked to join, given a role, and the handing over of clients between them."""
