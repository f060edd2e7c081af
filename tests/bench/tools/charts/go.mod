module bench/charts

go 1.26.8
