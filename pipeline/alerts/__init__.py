"""Alerts: rules looked at after a build; what they raise is kept with its proof, and sent by e-mail or webhook."""
