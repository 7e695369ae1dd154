"""What the acceptance tests start and talk with: the process, upstream servers, clients, faults."""
