"""Orders: drafting, numbering, the exact text that is hashed and printed, and the tasks its clauses give."""
