"""The catalogues: Russian is the language of the source, English is the translation.

python -m workflow.translations        read the source again and bring both catalogues up to it
"""
