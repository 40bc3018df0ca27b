.PHONY: run test check fix bench docs rows prove setup messages
run test check fix bench docs rows prove setup messages:
	@./dev $@ $(ARGS)
