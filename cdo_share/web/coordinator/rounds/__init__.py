"""The round: its dates, its demands, its availability, who has answered."""
