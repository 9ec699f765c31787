"""The guide: what a person with a sore low back or hip may want to know, written in `content/guide`."""
