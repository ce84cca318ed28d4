# Exports the NAFLD cohort of R's survival package as three CSV files.
#
#   Rscript eng/data/nafld.R OUT_FOLDER
#
# Writes persons.csv, labs.csv and events.csv. A missing value becomes an empty field.
# It stops when the package holds data other than what data/nafld/README.md describes.

args <- commandArgs(trailingOnly = TRUE)
if (length(args) != 1L) stop("usage: Rscript nafld.R OUT_FOLDER")
out <- args[[1L]]

found <- new.env()
data("nafld", package = "survival", envir = found)
persons <- found$nafld1
labs <- found$nafld2
events <- found$nafld3
cat("survival", as.character(packageVersion("survival")), "\n")

expect <- function(what, actual, wanted) {
  if (!identical(as.numeric(actual), as.numeric(wanted)))
    stop(sprintf("%s: expected %s, found %s; this version of survival holds other data",
                 what, format(wanted), format(actual)), call. = FALSE)
}
expect("persons", nrow(persons), 17549)
expect("person ids", length(unique(persons$id)), 17549)
expect("raw lab rows", nrow(labs), 400123)
expect("events", nrow(events), 34340)
expect("lab rows of unknown persons", sum(!labs$id %in% persons$id), 0)
expect("events of unknown persons", sum(!events$id %in% persons$id), 0)

# chol and dbp carry the values of hdl and sbp. They are left out only while that is so:
# count how often each (id, days, value) occurs under one name and under the other.
rows_of <- function(test) {
  d <- labs[labs$test == test, ]
  table(paste(d$id, d$days, d$value))
}
shared_rows <- function(a, b) {
  a <- rows_of(a)
  b <- rows_of(b)
  both <- intersect(names(a), names(b))
  sum(pmin(as.vector(a[both]), as.vector(b[both])))
}
expect("chol rows", sum(labs$test == "chol"), 161258)
expect("chol rows that repeat an hdl row", shared_rows("chol", "hdl"), 161258)
expect("dbp rows", sum(labs$test == "dbp"), 33430)
expect("dbp rows that repeat an sbp row", shared_rows("dbp", "sbp"), 33430)
labs <- labs[!labs$test %in% c("chol", "dbp"), ]
expect("lab rows kept", nrow(labs), 205435)
expect("persons with labs", length(unique(labs$id)), 15666)

# The radix method sorts text by its bytes, so the order doesn't depend on the locale.
persons <- persons[order(persons$id), ]
labs <- labs[order(labs$id, labs$days, labs$test, labs$value, method = "radix"), ]
events$event <- as.character(events$event)
events <- events[order(events$id, events$days, events$event, method = "radix"), ]

# The shortest text that reads back as the same double (write.csv alone keeps 15 digits).
exact <- function(x) {
  text <- rep(NA_character_, length(x))
  known <- !is.na(x)
  text[known] <- sprintf("%.15g", x[known])
  off <- known
  off[known] <- as.numeric(text[known]) != x[known]
  text[off] <- sprintf("%.17g", x[off])
  text
}

persons <- data.frame(
  id = persons$id, age = persons$age, male = persons$male,
  sex = ifelse(persons$male == 1L, "male", "female"),
  weight = exact(persons$weight), height = persons$height, bmi = exact(persons$bmi),
  case_id = persons$case.id, futime = persons$futime, status = persons$status)
labs <- data.frame(id = labs$id, days = labs$days, test = labs$test, value = exact(labs$value))

save <- function(d, name)
  write.csv(d, file.path(out, name), na = "", quote = FALSE, row.names = FALSE)
save(persons, "persons.csv")
save(labs, "labs.csv")
save(events[c("id", "days", "event")], "events.csv")
