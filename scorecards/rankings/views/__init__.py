"""The pages under peringkat/, by what they show."""
