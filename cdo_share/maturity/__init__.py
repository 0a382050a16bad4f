"""How far a firm is with digital matters: a short questionnaire, its score, what it suggests."""
