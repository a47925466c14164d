"""pages: takes a View and the parameters of an address, returns one answer. One file for each page of the site."""
