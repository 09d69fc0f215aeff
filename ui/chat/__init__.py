"""What the chat page shows beside messages: the list of conversations, downloads, evidence."""
