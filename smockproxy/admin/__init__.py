"""The admin API: Smocker's routes, our own under `/api/v1`, and the server that they run on."""
