"""The page after sign-in: gathers what each role has to do."""
