module bench/keys

go 1.26.8
