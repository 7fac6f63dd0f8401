"""What there is to know about a Manager: its address, what it answers, and what its errors mean to an artist."""
