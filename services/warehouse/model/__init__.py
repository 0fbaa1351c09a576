"""The states and rules of the warehouse, a module a noun; every refusal is raised here, every event is made here."""
