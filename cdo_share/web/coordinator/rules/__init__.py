"""The rules of the model (H0 to H15) in plain words with names, for every page that tells them."""
