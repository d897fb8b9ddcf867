"""Copy that runs elsewhere today, found in pages, e-mails and sheets.  [pure]"""
