"""Small everyday things a client may follow beside the plan. All of them are the client's own choice."""
