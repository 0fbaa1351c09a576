"""The broker: topology, publisher and consumer, on RabbitMQ or an embedded file; kombu and pika live only here."""
