"""Living clusters changed in place: the state is prepared, and a plain up then updates what it would replace."""
