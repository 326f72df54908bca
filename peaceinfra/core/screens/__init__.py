"""The kit that every app's screens of the admin are made of."""
