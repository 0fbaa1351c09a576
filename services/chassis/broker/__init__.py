"""The broker: topology, publisher and consumer, on RabbitMQ or an embedded SQLite file; kombu and pika live only here."""
