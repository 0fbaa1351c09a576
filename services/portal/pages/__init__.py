"""The portal's pages: the door, the home page, journeys and figures."""
