library(survival)
print(survfit(Surv(time, status) ~ 1, data = lung))
