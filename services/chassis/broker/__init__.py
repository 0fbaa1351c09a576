"""The broker: topology, publisher and consumer, on RabbitMQ or an embedded SQLite file; kombu is imported only here."""
