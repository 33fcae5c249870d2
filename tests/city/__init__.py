"""A city entered through the pages by HTTP, with sessions and form tokens, as people do; never through the ORM."""
