// InvestmentPipeline
