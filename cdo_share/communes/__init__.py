"""The communes of France: what they are called and where their town halls stand, without network.

The table is data of this room (see README.md beside it); nothing here knows a database or the web.
"""
