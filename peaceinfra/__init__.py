"""peaceinfra: the register of peace-process infrastructure."""
