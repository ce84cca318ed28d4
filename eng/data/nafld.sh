#!/usr/bin/env bash
# Rebuilds the Parquet files of data/nafld from R's survival package.
#
#   eng/data/nafld.sh            build aside, and compare with data/SHA256SUMS
#   eng/data/nafld.sh --update   build, and replace the files and data/SHA256SUMS
#
# Needs the .NET 10 SDK, and R with survival (on Debian they're installed if missing).
# After --update, carry changed hashes and sizes over to data/catalogue.json by hand.
. "$(dirname "${BASH_SOURCE[0]}")/survival.sh"

begin nafld "$@"
to_parquet nafld persons 'id INTEGER, age INTEGER, male INTEGER, sex VARCHAR, weight DOUBLE, height INTEGER, bmi DOUBLE, case_id INTEGER, futime INTEGER, status INTEGER' 'id'
to_parquet nafld labs 'id INTEGER, days INTEGER, test VARCHAR, value DOUBLE' 'id, days, test, value'
to_parquet nafld events 'id INTEGER, days INTEGER, event VARCHAR' 'id, days, event'
finish nafld
