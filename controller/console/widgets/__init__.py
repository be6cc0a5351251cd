"""What the console draws. A widget knows no broker and decides nothing; it says what was meant."""
