"""classify: how often the subject of a text and the people, places and organisations in it are read right."""
