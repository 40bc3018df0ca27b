"""What people type: parsed and described here, judged by the rules."""
