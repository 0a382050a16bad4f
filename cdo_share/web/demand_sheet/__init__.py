"""The form in which a demand is stated: by its member, or by the coordinator on the telephone.

What surrounds it (`case.py`), its fields (`form.py`, `halfdays.py`, `declined.py`, `lengths.py`),
one filling-in of it (`sheet.py`), ready-made rhythms (`formulas.py`), what the answers make in all
(`sums.py`), and what happens when it is sent (`receiving.py`).
"""
