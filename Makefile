PYTHON3 ?= python3
export PORT ?= 8000

PYTHON = .venv/bin/python
PIP_INSTALL = $(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --only-binary :all:
COMPILE = $(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-header

.PHONY: help setup run test swapped coverage deep bench lint lock pictures

help:
	@echo 'make run    ポータルを http://127.0.0.1:$(PORT)/ で動かす（止めるには Ctrl-C）'
	@echo 'make test   すべての試験をする（SQLite と PostgreSQL で半分ずつ）'
	@echo 'make swapped  二つのデータベースを入れ替えて、残りの半分をする'
	@echo 'make coverage  試験がどこまで届くかを数える（SQLite で、40分ほど）'
	@echo 'make deep   長い試験をする（2コアの機械で40分ほど）'
	@echo 'make lint   書き方、型、移行、公開の設定を確かめる'
	@echo 'make setup  必要なものをそろえる（ほかの命令からも呼ばれる）'
	@echo 'make pictures  README の写真を撮り直す'
	@echo 'make lock   requirements/ を書き直す（make lock UPGRADE=--upgrade で新しくする）'

setup: .venv/dev .env
	@mkdir -p var

run: export SECURE_SSL ?= 0
run: .venv/run .env
	@mkdir -p var
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py collectstatic --no-input --clear --verbosity 0
	@$(PYTHON) manage.py prepare
	@exec $(PYTHON) -m gunicorn --config deploy/gunicorn.conf.py --no-control-socket

# Three parts side by side: what hangs on the database, half of it on SQLite and half on PostgreSQL, and the rest, which is
# asked once: what Chromium sees, and what needs no database. `swapped` has the databases change places, and leaves out the rest.
# `deep` takes the long simulations, the whole walks, and every window of which the suite takes a sample.
# Without PostgreSQL SQLite takes both halves.
test swapped: WHICH = not deep
deep: WHICH = deep
test deep: HALVES = odd even
swapped: HALVES = even odd
test deep: REST = yes
test deep swapped: setup
	@two=; $(PYTHON) -c 'import os, psycopg2; psycopg2.connect(os.environ["TEST_DATABASE_URL"], connect_timeout=3)' \
		2>/dev/null && two=yes; \
	DATABASE_URL= $(PYTHON) -m pytest -m '$(WHICH)' --part database $${two:+--half $(firstword $(HALVES))} $(ARGS) \
		>var/sqlite.log 2>&1 & sqlite=$$!; \
	test -z '$(REST)' || DATABASE_URL= $(PYTHON) -m pytest -m '$(WHICH)' --part rest $(ARGS) >var/rest.log 2>&1 & rest=$$!; \
	status=0; \
	if [ "$$two" ]; then \
		DATABASE_URL="$$TEST_DATABASE_URL" $(PYTHON) -m pytest -m '$(WHICH)' --half $(lastword $(HALVES)) $(ARGS) || status=1; \
	else \
		echo 'PostgreSQL では試していません。TEST_DATABASE_URL=postgresql://user@127.0.0.1:5432/postgres のように、データベースを作れる利用者の URL を設定してください。'; \
		test "$$REQUIRE_ALL" != 1 || status=1; \
	fi; \
	wait $$rest || status=1; \
	test -z '$(REST)' || cat var/rest.log; \
	wait $$sqlite || status=1; \
	cat var/sqlite.log; \
	exit $$status

# The suite once more, watched: which lines and branches it reaches.
coverage: setup
	@rm -f var/coverage.*
	@DATABASE_URL= $(PYTHON) -m coverage run -m pytest -m 'not deep and not browser' $(ARGS)
	@$(PYTHON) -m coverage combine --quiet
	@$(PYTHON) -m coverage report

bench: setup
	@PYTHONPATH=. $(PYTHON) deploy/bench.py

pictures: setup
	@PYTHONPATH=. $(PYTHON) deploy/pictures.py

lint: export DEBUG = 0
lint: export SECURE_SSL = 1
lint: export SECRET_KEY = only-for-the-checks-of-make-lint-0123456789-abcdefghijklmnop
lint: export ALLOWED_HOSTS = portal.example
lint: export SITE_URL = https://portal.example
lint: setup
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy .
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@$(PYTHON) manage.py check --deploy --fail-level WARNING

lock: .venv/dev
	@$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements/run.txt
	@$(COMPILE) $(UPGRADE) pyproject.toml --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt

.venv/run: requirements/run.txt
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 以上が必要です。make PYTHON3=python3.11 のように指定してください。")'
	@test -x $(PYTHON) || $(PYTHON3) -m venv .venv
	@$(PIP_INSTALL) --requirement requirements/run.txt
	@touch $@

.venv/dev: requirements/dev.txt .venv/run
	@$(PIP_INSTALL) --requirement requirements/dev.txt
	@touch $@

.env:
	@umask 077 && $(PYTHON3) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' > $@.new
	@echo 'ALLOWED_HOSTS=127.0.0.1,localhost' >> $@.new
	@echo 'SITE_URL=http://127.0.0.1:$$PORT' >> $@.new
	@mv $@.new $@
