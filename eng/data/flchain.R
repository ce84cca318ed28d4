# Exports the free light chain study of R's survival package as one CSV file.
#
#   Rscript eng/data/flchain.R OUT_FOLDER
#
# Writes persons.csv. A missing value becomes an empty field.
# It stops when the package holds data other than what data/flchain/README.md describes.

args <- commandArgs(trailingOnly = TRUE)
if (length(args) != 1L) stop("usage: Rscript flchain.R OUT_FOLDER")

found <- new.env()
data("flchain", package = "survival", envir = found)
d <- found$flchain
cat("survival", as.character(packageVersion("survival")), "\n")
if (nrow(d) != 7874L || sum(d$death) != 2169 || sum(is.na(d$creatinine)) != 1350L)
  stop("this version of survival holds other data", call. = FALSE)

# The source has no identifier: the number of the row stands for the person.
persons <- data.frame(
  id = seq_len(nrow(d)), age = d$age, sex = ifelse(d$sex == "F", "female", "male"), sample_yr = d$sample.yr,
  kappa = sprintf("%.15g", d$kappa), lambda = sprintf("%.15g", d$lambda), flc_grp = d$flc.grp,
  creatinine = ifelse(is.na(d$creatinine), NA, sprintf("%.15g", d$creatinine)), mgus = d$mgus, futime = d$futime, death = d$death)
stopifnot(all(as.numeric(persons$kappa) == d$kappa), all(as.numeric(persons$lambda) == d$lambda),
          all(as.numeric(persons$creatinine) == d$creatinine, na.rm = TRUE))
write.csv(persons, file.path(args[[1L]], "persons.csv"), na = "", quote = FALSE, row.names = FALSE)
