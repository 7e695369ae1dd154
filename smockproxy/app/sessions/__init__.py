"""Sessions and the instances that they belong to: how they begin, last, come from outside and go."""
