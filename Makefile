# The front door. Needs a Debian 12 or 13 (root, or sudo that does not ask) and a JDK 25; fetches the rest itself.
steps := packaging/src/main/make
dist  := packaging/target/sluice
stamp := packaging/target/dist.stamp

# What the product is made of; directories too, so that a deleted file counts as a change.
sources := Makefile pom.xml $(wildcard */pom.xml) $(shell find */src/main  -not -path '*/src/main/make*')

MQTT_PORT ?=
HTTP_PORT ?=
export MQTT_PORT HTTP_PORT

.PHONY: help run test dist bench clean
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(stamp) ## build if needed, start with a simulated plant (MQTT_PORT=1884 HTTP_PORT=8081: other ports, this once)
	@$(steps)/run.sh $(dist)

test: ## run every check and test, with real clients and a browser
	@$(steps)/test.sh

dist: $(stamp) ## lay the product out in packaging/target/sluice/

# Tests are compiled all the same: modules share theirs as jars. Formatting is the business of make test.
$(stamp): $(sources)
	@$(steps)/need.sh mvn=maven
	@echo "Building Sluice; the first time this takes about two minutes."
	@$(steps)/mvn.sh package -q -DskipTests -Dspotless.check.skip -pl packaging -am
	@touch $@

bench: $(stamp) ## measure side by side with mosquitto
	@$(steps)/bench.sh

clean: ## remove what was built; data of make run stays in .run/
	@rm -rf target */target
