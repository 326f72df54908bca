"""Rows straight to JSON: the serializers say what an answer holds, this reads and tells it without a model object.

`shapes` says which columns that takes, `rows` what is made of them, `queries` how they are asked for, `compiling`
what a serializer comes to, and `reading` gives the answers. The schema is made of the same serializers.
"""
