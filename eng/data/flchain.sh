#!/usr/bin/env bash
# Rebuilds the Parquet file of data/flchain from R's survival package.
#
#   eng/data/flchain.sh            build aside, and compare with data/SHA256SUMS
#   eng/data/flchain.sh --update   build, and replace the file and its line in data/SHA256SUMS
#
# Needs the .NET 10 SDK, and R with survival (on Debian they're installed if missing).
# After --update, carry the changed hash and size over to data/catalogue.json by hand.
. "$(dirname "${BASH_SOURCE[0]}")/survival.sh"

begin flchain "$@"
to_parquet flchain persons 'id INTEGER, age INTEGER, sex VARCHAR, sample_yr INTEGER, kappa DOUBLE, lambda DOUBLE, flc_grp INTEGER, creatinine DOUBLE, mgus INTEGER, futime INTEGER, death INTEGER' 'id'
finish flchain
