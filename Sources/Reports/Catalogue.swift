import InvestmentPipeline

/// The fixed words of reports, Chinese and English side by side.
///
/// A word is a case, so that none can lack a language; `{}` stands for the values that a
/// sentence takes, in order, the same number in both languages.
public enum Catalogue: String, CaseIterable, Sendable {
  case headlineStart, headlineMoreThan, headlineAtLeast, headlineJoin, headlineEnd
  case headlineShortfallMoreThan, headlineShortfallAtLeast, headlineNoTargets
  case interrupted, precisionReached
  case about, reproduce, provenance
  case histogramTitle, outside, histogramTarget
  case targetsTitle, intervalsTitle, districtsTitle, jointTitle, monthsTitle, scopesTitle
  case chainsTitle, channelsTitle
  case target, requirement, chance, median, interval50, interval80, interval90, shortfall
  case achieved, elapsed, scope, month, mean, projects, projectsOver10, manufacturing, investment
  case district, chain, channel, jointTargets, atLeastOne
  case moreThan, atLeast, unitMoney, unitProjects
  case districtSum, districtSumBelow, unitNote, errorNote, intervalNote, factorNote
  case progressTrials, progressLeft, progressError, progressTarget
  case problemsFound, problemReason, problemRemedy, problemValue, problemColumn, problemsMore
  case listScenario, listTitle, listReason, noScenarios
  case explainPath, explainValue, explainSource, explainReasoning, explainPlace, explainNone
  case explainPublished, explainAssumed
  case explainSummary
  case checkGood, initDone, outputWritten
  case showStages, showSigned, showRates, showDependence, showTargets
  case showStage, showCount, showSum, showLoading, showFactor
  case interruptedNotice
  case answersTitle, answerMethod, answerSimulated, answerDistance, answerReason
  case answersAgree, answerDisagrees
  case methodSimulation, methodExact, methodConditional, methodShifted
  case methodCumulants, methodShiftedCumulants, methodIntegral
  case progressEngine, engineInterrupted
  case benchHeadline, benchExtrapolated, benchItem, benchLeads, benchThreads, benchKernels
  case benchPreparation, benchDraws, benchSpread, benchMonths, benchUntargeted, benchMemory
  case benchTrials, benchSeconds, benchHow, benchWithin, benchBeyond, benchLine, benchPrecision
  case benchDisturbed
  case compareHeadline, compareHeadlineNone, compareChances, compareAgainst, compareDifference
  case compareTimes, compareSame, compareInvestment, compareScope, compareReproduce, compareNote
  case compareGap, compareStarted, compareFunds
  case waterfallTitle, waterfallAfter, waterfallChange, waterfallWhole, waterfallPoints
  case sizesHeadline, sizesHeadlineNone, sizesAbout, sizesAboutCut, sizesTitle, sizesRow,
    sizesParameters
  case sizesParameter, sizesInterval, sizesMedian, sizesDeviation, sizesShare, sizesExponent
  case sizesBeyond, sizesOneIn, sizesSize, sizesSurvival, sizesObserved, sizesFitted
  case sizesThresholds, sizesThreshold, sizesCount, sizesNote, sizesNoteMean, sizesNoteReach
  case sizesTooFewTail, sizesTooFewBody, sizesNotLogNormal, sizesRemedy
  case showArrivals, showPerMonth, showDispersion, showFollowers, showQuotas, showLag
  case showLevers, leverName, leverMove, leverValue, leverCost
  case yearPartsTitle, yearPart, yearProjects, yearArrivals, yearFollowers
  case yearDeferredLand, yearDeferredEnergy, yearDeferredMerit, yearArrivalsNote, yearLandingTitle
  case yearSigned, yearStarted, yearFunds, yearFundsShare, yearStartedProjects
  case yearLeadToStart, yearWithin, yearLandingNote, yearLandTitle, yearEnergyTitle
  case yearLeft, yearUsed, yearShort, yearPool, yearQuotaNote
  case yearRanksTitle, yearRank, yearFirstTitle, yearRanksNote, yearRatesTitle, yearRatesNote
  case yearWorldSpread, yearWorldRange, calibrateHeadline, calibrateNote, calibrateCity
  case calibrateEntered, calibrateAdvanced, calibrateRaw, calibrateRate, calibrateLean
  case calibrateDwell, calibrateFragment, quotasTitle, quotasHeadline, quotasWhere
  case quotasChance, quotasInvestment, quotasLand, quotasEnergy, quotasNote

  case chartMark, chartYearEnd, chartTotalAxis, chartShareAxis, chartSoFarAxis, chartThroughAxis
  case chartMonth, chartMonthAxis, chartSizeAxis, chartReachAxis, chartPointsAxis, chartStop,
    chartScenario
  case chartHistogram, chartExceedance, chartMonths, chartMonthsNote, chartAsOf, chartLanding
  case chartLandingNote, chartDistricts, chartDistrictsNote, chartHeatMap, chartGreatest
  case chartCompare, chartMeans, chartWaterfall, chartAxisNote, chartSizes, chartSizesNote
  case chartsWritten, chartsNotDrawn
  case importHeadline, importTotals, importUnknown, importWordCount, importWarnings, importNoHeader
  case importUnknownHead, importContactDropped, importNotTaken, importFromHead, importFromTitle
  case importFromCells, importRows, importLeftOut, importRough, importColumn, importHead
  case importMeaning, importUnit, importFilled, importMedian, importHeading, importSubtotal
  case importFootnote, importRepeated, importNoName, importNoAmount, importIgnored, importProblem
  case importSum, importChanges, importUnchanged, importAdded, importChanged, importGone
  case importDryRun, importNeedsUpdate, importLeft, importChecked
  case importProjects, checkNoTable, importBackup, importKept, importLost
  case reportTitle, reportAnswer, reportMeaning, reportTargets, reportDistricts, reportDeciders
  case reportLeads, reportLeadsNote, reportLead, reportSigningChance, reportExpected
  case reportVariance, reportYear, reportComparison, reportAssumptions, reportMethod
  case reportMethodText, reportWords, reportCommand, reportFile, reportContents, reportNumbers
  case reportNoPictures, reportError, reportDistribution, reportReach, reportWritten

  /// The words in both languages.
  public var text: BilingualText {
    switch self {
    case .headlineStart: .init(zh: "年底前", en: "By year-end the chance ")
    case .headlineMoreThan:
      .init(zh: "超过{}的把握为{}（±{}个百分点）", en: "of exceeding {} is {} (±{} points)")
    case .headlineAtLeast: .init(zh: "达到{}的把握为{}（±{}个百分点）", en: "of reaching {} is {} (±{} points)")
    case .headlineJoin: .init(zh: "，", en: ", ")
    case .headlineEnd: .init(zh: "。", en: ".")
    case .headlineShortfallMoreThan:
      .init(
        zh: "若未能超过{}，平均差{}。", en: "In the years that do not exceed {}, {} are missing on average.")
    case .headlineShortfallAtLeast:
      .init(
        zh: "若未能达到{}，平均差{}。", en: "In the years that do not reach {}, {} are missing on average.")
    case .headlineNoTargets:
      .init(
        zh: "该情景没有全市投资额目标；到年底引进投资额的中位数为{}。",
        en: "The scenario sets no target for the city's investment; the median by year-end is {}.")
    case .interrupted:
      .init(
        zh: "运行被中断：以下结果只含已完成的{}次试验。",
        en: "Interrupted: what follows holds the {} trials done so far.")
    case .precisionReached:
      .init(zh: "已达到要求的精度，用了{}次试验。", en: "The precision asked for was reached after {} trials.")
    case .about:
      .init(
        zh: "{}{}年 · 情景“{}”：{}",
        en: "{} {} · scenario “{}”: {}")
    case .reproduce:
      .init(
        zh: "统计截止日{}；在谈线索{}条，当年已签约{}个；试验{}次，种子{}，Luodi {}。",
        en: "As of {}; {} open leads, {} projects signed this year; {} trials, seed {}, Luodi {}.")
    case .provenance:
      .init(
        zh: "文件中的数字：公布{}个，假设{}个；explain 命令逐条列出。",
        en: "Numbers in the files: {} published, {} assumed; the command explain lists them.")
    case .histogramTitle:
      .init(
        zh: "{}全年引进投资额的分布（亿元，占试验的百分比）",
        en: "{}: investment signed in the year (亿元, share of trials)")
    case .outside: .init(zh: "另有{}低于、{}高于图示范围。", en: "Beyond the picture: {} below, {} above.")
    case .histogramTarget: .init(zh: "{} {}", en: "{} {}")
    case .targetsTitle: .init(zh: "全市目标", en: "Targets of the city")
    case .intervalsTitle: .init(zh: "目标指标的预测区间", en: "Prediction intervals of the targets' metrics")
    case .districtsTitle: .init(zh: "各区县目标", en: "Targets of the districts")
    case .jointTitle: .init(zh: "同时完成", en: "Targets met together")
    case .monthsTitle:
      .init(zh: "全市逐月累计引进投资额（亿元）", en: "The city's investment through each month (亿元)")
    case .scopesTitle: .init(zh: "各区县（全年）", en: "Districts (the year)")
    case .chainsTitle: .init(zh: "各产业链（全年）", en: "Industry chains (the year)")
    case .channelsTitle: .init(zh: "各招商渠道（全年）", en: "Channels (the year)")
    case .target: .init(zh: "目标", en: "Target")
    case .requirement: .init(zh: "要求", en: "Required")
    case .chance: .init(zh: "把握", en: "Chance")
    case .median: .init(zh: "中位数", en: "Median")
    case .interval50: .init(zh: "50%区间", en: "50% interval")
    case .interval80: .init(zh: "80%区间", en: "80% interval")
    case .interval90: .init(zh: "90%区间", en: "90% interval")
    case .shortfall: .init(zh: "未达时平均缺口", en: "Shortfall")
    case .achieved: .init(zh: "已完成", en: "Done so far")
    case .elapsed: .init(zh: "时序进度", en: "Elapsed")
    case .scope: .init(zh: "范围", en: "Scope")
    case .month: .init(zh: "截至月份", en: "Through month")
    case .mean: .init(zh: "均值", en: "Mean")
    case .projects: .init(zh: "≥1亿元项目均值", en: "Mean projects ≥1亿元")
    case .projectsOver10: .init(zh: "≥10亿元项目均值", en: "Mean projects ≥10亿元")
    case .manufacturing: .init(zh: "制造业占比中位数", en: "Median manufacturing")
    case .investment: .init(zh: "引进投资额", en: "Signed investment")
    case .district: .init(zh: "区县", en: "District")
    case .chain: .init(zh: "产业链", en: "Chain")
    case .channel: .init(zh: "招商渠道", en: "Channel")
    case .jointTargets: .init(zh: "包含目标", en: "Targets")
    case .atLeastOne: .init(zh: "{}项中至少一项", en: "at least one of {}")
    case .moreThan: .init(zh: "超过{}", en: "> {}")
    case .atLeast: .init(zh: "达到{}", en: "≥ {}")
    case .unitMoney: .init(zh: "{}亿元", en: "{}亿元")
    case .unitProjects: .init(zh: "{}个", en: "{} projects")
    case .districtSum:
      .init(
        zh: "注意：{}个区县的投资目标合计{}亿元，比全市目标“{}”（{}亿元）高出{}亿元；各区县都完成，意味着全市超额完成。",
        en:
          "Note: the investment targets of the {} districts add up to {}亿元, more than the city's “{}” "
          + "({}亿元) by {}亿元; all districts on target means the city well beyond its own.")
    case .districtSumBelow:
      .init(
        zh: "注意：{}个区县的投资目标合计{}亿元，不高于全市目标“{}”（{}亿元）。",
        en: "Note: the investment targets of the {} districts add up to {}亿元, no more than the "
          + "city's “{}” ({}亿元).")
    case .unitNote:
      .init(
        zh: "金额单位为亿元；“引进”指项目签约，是承诺，不是到位资金。",
        en: "Amounts are in 亿元 (100 million yuan); “signed” is a promise, not money in place.")
    case .errorNote:
      .init(
        zh: "±为模拟的标准误，只反映试验次数，不反映假设本身的对错。",
        en: "± is the Monte Carlo standard error: it speaks of the number of trials, not of the "
          + "assumptions.")
    case .factorNote:
      .init(
        zh: "公共因子取自扰乱Sobol点：均值的精度约相当于{}倍次数的独立试验，“{}”的概率约相当于{}倍。",
        en:
          "Common factors are scrambled Sobol points: the mean is about as precise as with {} times "
          + "as many independent trials, the chance of “{}” as with {} times.")
    case .intervalNote:
      .init(
        zh: "80%区间：十次有八次落在其中。时序进度按天数计算。",
        en:
          "80% interval: eight years in ten fall inside. Shortfall: what is missing on average when "
          + "the target is missed. Elapsed: the share of the days of the target's period.")
    case .progressTrials: .init(zh: "已试验{}/{}次", en: "{} of {} trials")
    case .progressLeft: .init(zh: "约剩{}秒", en: "about {} s left")
    case .progressError: .init(zh: "当前精度±{}个百分点", en: "precision ±{} points")
    case .progressTarget: .init(zh: "{}目前{}%", en: "{}: {} % so far")
    case .problemsFound: .init(zh: "发现{}个问题：", en: "Problems found: {}")
    case .problemColumn: .init(zh: "{}，“{}”一列", en: "{}, column “{}”")
    case .problemReason: .init(zh: "原因：{}", en: "reason: {}")
    case .problemRemedy: .init(zh: "办法：{}", en: "remedy: {}")
    case .problemValue: .init(zh: "值：{}", en: "value: {}")
    case .problemsMore: .init(zh: "……另有{}个问题未列出。", en: "… and {} more.")
    case .listScenario: .init(zh: "情景", en: "Scenario")
    case .listTitle: .init(zh: "名称", en: "Title")
    case .listReason: .init(zh: "含义", en: "What it stands for")
    case .noScenarios:
      .init(
        zh: "在 {} 下没有找到情景。可新建一个小城市：luodi init my-city",
        en: "No scenario under {}. Make a small city to start from: luodi init my-city")
    case .explainPath: .init(zh: "项", en: "Item")
    case .explainValue: .init(zh: "值", en: "Value")
    case .explainSource: .init(zh: "来源：{}", en: "Source: {}")
    case .explainReasoning: .init(zh: "依据：{}", en: "Reasoning: {}")
    case .explainNone: .init(zh: "没有。", en: "None.")
    case .explainPlace: .init(zh: "位置", en: "Place")
    case .explainPublished: .init(zh: "公布数字", en: "Published figures")
    case .explainAssumed: .init(zh: "假设", en: "Assumptions")
    case .explainSummary: .init(zh: "公布数字{}个，假设{}个。", en: "{} published, {} assumed.")
    case .checkGood: .init(zh: "没有发现问题：{}", en: "No problems found: {}")
    case .initDone:
      .init(
        zh: "已在 {} 建立一个虚构的小城市。试试：luodi run {}",
        en: "A small invented city is in {}. Try: luodi run {}")
    case .outputWritten: .init(zh: "已写入 {}", en: "Written to {}")
    case .showStages: .init(zh: "线索按阶段", en: "Leads by stage")
    case .showSigned: .init(zh: "当年已签约", en: "Signed this year")
    case .showRates: .init(zh: "转化率 · 停留月数", en: "Conversion rate · months of dwell")
    case .showDependence: .init(zh: "因子载荷", en: "Factor loadings")
    case .showTargets: .init(zh: "目标", en: "Targets")
    case .showStage: .init(zh: "阶段", en: "Stage")
    case .showCount: .init(zh: "条数", en: "Leads")
    case .showSum: .init(zh: "估计投资额合计（亿元）", en: "Sum of estimates (亿元)")
    case .showLoading: .init(zh: "载荷", en: "Loading")
    case .showFactor: .init(zh: "因子", en: "Factor")
    case .interruptedNotice:
      .init(
        zh: "运行被中断：结果只含已完成的{}次试验。",
        en: "Interrupted: the result holds only the {} trials done so far.")
    case .answersTitle: .init(zh: "两种算法对照", en: "Two answers side by side")
    case .answerMethod: .init(zh: "算法", en: "Method")
    case .answerSimulated: .init(zh: "模拟", en: "Simulated")
    case .answerDistance: .init(zh: "相差（标准误）", en: "Apart (errors)")
    case .answerReason: .init(zh: "{}：{}", en: "{}: {}")
    case .answersAgree:
      .init(
        zh: "两种算法相差都在四个标准误之内。",
        en: "No pair of answers lies more than four standard errors apart.")
    case .answerDisagrees:
      .init(
        zh: "警告：“{}”的两种答案相差超过四个标准误，请勿采信，并请报告。",
        en: "Warning: the two answers for “{}” lie more than four standard errors apart. Trust "
          + "neither, and please report it.")
    case .methodSimulation: .init(zh: "模拟", en: "simulated")
    case .methodExact: .init(zh: "精确", en: "exact")
    case .methodConditional: .init(zh: "条件", en: "conditional")
    case .methodIntegral: .init(zh: "因子积分", en: "one factor integrated")
    case .progressEngine:
      .init(zh: "已算目标{}/{}个，因子取值{}组", en: "{} of {} targets answered, {} vectors of factors")
    case .engineInterrupted:
      .init(
        zh: "运行被中断：尚未算出的目标采用模拟的结果。",
        en: "Interrupted: targets not answered by then keep the simulation's answer.")
    case .methodShifted: .init(zh: "条件·罕见", en: "conditional, shifted")
    case .methodCumulants: .init(zh: "条件·累积量", en: "cumulants")
    case .methodShiftedCumulants: .init(zh: "累积量·罕见", en: "cumulants, shifted")
    case .benchHeadline:
      .init(zh: "本机做一百万次试验约需{}秒。", en: "A million trials take about {} s on this machine.")
    case .benchExtrapolated:
      .init(
        zh: "本机做一百万次试验约需{}秒（推算，未实际运行）。",
        en: "A million trials would take about {} s on this machine (extrapolated, not run).")
    case .benchItem: .init(zh: "项目", en: "What")
    case .benchLeads: .init(zh: "在谈线索", en: "Open leads")
    case .benchThreads: .init(zh: "线程", en: "Threads")
    case .benchKernels: .init(zh: "指令集", en: "Instruction set")
    case .benchPreparation: .init(zh: "读取文件与准备（秒）", en: "Reading and preparing, s")
    case .benchDraws:
      .init(zh: "每秒线索抽样，中位数（百万）", en: "Lead-draws per second, median, million")
    case .benchSpread:
      .init(zh: "每秒线索抽样，最低–最高（百万）", en: "Lead-draws per second, range, million")
    case .benchMonths: .init(zh: "逐月结果所占时间", en: "Time for the single months")
    case .benchUntargeted:
      .init(zh: "目标以外的全年指标所占时间", en: "Time for the year's metrics without a target")
    case .benchMemory: .init(zh: "内存峰值（MiB）", en: "Peak memory, MiB")
    case .benchTrials: .init(zh: "试验次数", en: "Trials")
    case .benchSeconds: .init(zh: "秒", en: "Seconds")
    case .benchHow: .init(zh: "依据", en: "How known")
    case .benchWithin: .init(zh: "实测范围之内", en: "within what was run")
    case .benchBeyond: .init(zh: "推算", en: "extrapolated")
    case .benchLine:
      .init(
        zh: "秒数含读取与准备，不含打印；由{}次运行（每次{}到{}次试验）拟合的直线得出：固定{}秒，每千次试验{}秒。",
        en:
          "Seconds include reading and preparing, not printing. They lie on the line through {} "
          + "runs of {} to {} trials: {} s whatever the trials, {} s for each thousand.")
    case .compareHeadline:
      .init(
        zh: "与“{}”相比，“{}”使“{}”的把握由{}变为{}，相差{}个百分点（±{}）。",
        en: "Against “{}”, “{}” takes the chance of “{}” from {} to {}: {} points (±{}).")
    case .compareHeadlineNone:
      .init(
        zh: "与“{}”相比，“{}”使全市引进投资额均值相差{}亿元（±{}）。",
        en: "Against “{}”, “{}” moves the mean of the city's investment by {}亿元 (±{}).")
    case .compareChances: .init(zh: "各情景的把握", en: "Chances by scenario")
    case .compareAgainst: .init(zh: "“{}”与“{}”之差", en: "“{}” less “{}”")
    case .compareDifference: .init(zh: "相差（百分点）", en: "Difference (points)")
    case .compareTimes: .init(zh: "误差缩小倍数", en: "Error smaller by")
    case .compareSame: .init(zh: "≈ 分不出", en: "≈ chance")
    case .compareInvestment:
      .init(zh: "全年引进投资额均值（亿元）", en: "Mean investment signed in the year (亿元)")
    case .compareScope: .init(zh: "范围", en: "Part of the city")
    case .compareGap: .init(zh: "相差：{}", en: "Difference: {}")
    case .sizesHeadline:
      .init(
        zh: "按{}个项目拟合：每{}个项目中有一个达到约{}亿元，但按90%的把握只能说在{}到{}亿元之间。",
        en:
          "From {} projects: one in {} reaches about {}亿元, but with 90 % confidence no more can be said than {} to {}亿元."
      )
    case .sizesHeadlineNone: .init(zh: "按{}个项目拟合。", en: "Fitted to {} projects.")
    case .sizesAbout:
      .init(
        zh: "{}：取了{}个项目；没有金额的{}行、不足{}亿元的{}个未计入。",
        en:
          "{}: {} projects taken; left out: {} rows without an amount, and below {}亿元 {} projects.")
    case .sizesAboutCut:
      .init(
        zh: "{}：取了{}个项目；没有金额的{}行未计入。",
        en: "{}: {} projects taken; {} rows without an amount left out.")
    case .sizesTitle: .init(zh: "项目规模：观察与拟合（亿元）", en: "Sizes, as observed and as fitted (亿元)")
    case .sizesRow: .init(zh: "观察{}个，拟合{}个", en: "{} observed, {} fitted")
    case .sizesParameters: .init(zh: "拟合的参数", en: "Parameters of the fit")
    case .sizesParameter: .init(zh: "参数", en: "Parameter")
    case .sizesInterval: .init(zh: "90%区间", en: "90% interval")
    case .sizesMedian: .init(zh: "主体（对数正态）中位数，亿元", en: "Body (log-normal): median, 亿元")
    case .sizesDeviation: .init(zh: "主体对数标准差", en: "Body: log standard deviation")
    case .sizesShare: .init(zh: "达到{}亿元的比例（尾部）", en: "Tail: share of {}亿元 and up")
    case .sizesExponent: .init(zh: "尾部（帕累托）指数", en: "Tail (Pareto): exponent")
    case .sizesBeyond: .init(zh: "大项目", en: "Large projects")
    case .sizesOneIn: .init(zh: "几个中一个", en: "One in")
    case .sizesSize: .init(zh: "规模（亿元）", en: "Size (亿元)")
    case .sizesSurvival: .init(zh: "达到各规模的项目", en: "Projects that reach a size")
    case .sizesObserved: .init(zh: "观察", en: "Observed")
    case .sizesFitted: .init(zh: "拟合", en: "Fitted")
    case .sizesThresholds:
      .init(zh: "换一个分界，尾部指数会怎样", en: "The exponent, had the tail begun elsewhere")
    case .sizesThreshold: .init(zh: "分界（亿元）", en: "From (亿元)")
    case .sizesCount: .init(zh: "项目数", en: "Projects")
    case .sizesNote:
      .init(
        zh: "区间只含样本不足带来的不确定；超过样本最大值（{}亿元）的规模全凭尾部形状外推，没有数据可证。",
        en:
          "Intervals hold what the list is too short to tell. Sizes above the list's greatest ({}亿元) rest on the form of the tail alone; no data speaks for them."
      )
    case .sizesNoteMean:
      .init(
        zh: "指数的区间含有1以下的值：没有上限时均值可能无穷大，情景里要给尾部设上限。",
        en:
          "The exponent's interval reaches below 1, where the mean is infinite without a greatest size: a scenario needs one."
      )
    case .sizesNoteReach:
      .init(
        zh: "样本共{}个：平均不到一个项目能达到“{}个中一个”的规模。",
        en: "The list has {} projects: on average it holds less than one of the size of one in {}.")
    case .sizesTooFewTail:
      .init(
        zh: "达到{}亿元的项目只有{}个，拟合尾部至少要{}个。", en: "Projects of {}亿元 and up: only {}; a tail needs {}.")
    case .sizesTooFewBody:
      .init(zh: "不足{}亿元的项目只有{}个，拟合主体至少要{}个。", en: "Projects below {}亿元: only {}; a body needs {}.")
    case .sizesNotLogNormal:
      .init(
        zh: "不足{}亿元的项目不像对数正态：没有峰，或几乎相等。",
        en: "The projects below {}亿元 are not log-normal: no hump, or all but equal.")
    case .sizesRemedy:
      .init(
        zh: "换一个 --threshold 或 --least，或补充项目。",
        en: "Choose another --threshold or --least, or add projects.")
    case .waterfallTitle: .init(zh: "从“{}”到“{}”，逐项", en: "From “{}” to “{}”, step by step")
    case .waterfallAfter: .init(zh: "之后", en: "After it")
    case .waterfallChange: .init(zh: "变化", en: "Change")
    case .waterfallWhole: .init(zh: "合计", en: "All of it")
    case .waterfallPoints: .init(zh: "{}（百分点）", en: "{} (points)")
    case .showArrivals: .init(zh: "还会来的线索", en: "Leads still to come")
    case .showPerMonth: .init(zh: "每月条数", en: "A month")
    case .showDispersion: .init(zh: "离散系数", en: "Dispersion")
    case .showFollowers:
      .init(
        zh: "裂变：{}以上的项目平均各带来（{}）个；{}%留在本区县，平均{}个月后，规模约为其{}%。",
        en: "Followers: a project of at least {} brings on average ({}); {}% stay in its district, "
          + "{} months later, of about {}% of its size.")
    case .showQuotas:
      .init(
        zh: "用地（亩）、用能（吨标煤/年）、签约到动工（月）", en: "Land (亩), energy (吨标煤 a year), months to the start")
    case .showLag: .init(zh: "签约到动工", en: "To the start")
    case .showLevers: .init(zh: "调节项", en: "Levers")
    case .leverName: .init(zh: "调节项", en: "Lever")
    case .leverMove: .init(zh: "数", en: "Number")
    case .leverValue: .init(zh: "由 → 到", en: "From → to")
    case .leverCost: .init(zh: "代价", en: "Cost")
    case .compareReproduce:
      .init(
        zh: "各情景用相同的随机数，试验{}次，种子{}，Luodi {}。",
        en: "The same draws for every scenario: {} trials, seed {}, Luodi {}.")
    case .compareStarted: .init(zh: "全市动工投资额", en: "City, started")
    case .compareFunds: .init(zh: "全市到位资金", en: "City, funds in place")
    case .compareNote:
      .init(
        zh: "差值逐次试验相减，±为其自身标准误；“≈ 分不出”表示不足三个标准误，不能与偶然区分；"
          + "“误差缩小倍数”是与各用不同种子相比。",
        en: "Differences are taken trial by trial, ± is their own standard error; “≈ chance” is "
          + "within three of them and cannot be told from chance; “error smaller by” is against two "
          + "runs of different seeds.")
    case .yearPartsTitle:
      .init(
        zh: "各部分带来多少、被什么推后（全年均值）",
        en: "What each part brings, and what is put off (means of the year)")
    case .yearPart:
      .init(
        zh: "部分",
        en: "Part")
    case .yearProjects:
      .init(
        zh: "项目数",
        en: "Projects")
    case .yearArrivals:
      .init(
        zh: "新增线索中签约的",
        en: "Arrivals that sign")
    case .yearFollowers:
      .init(
        zh: "链主带来的（裂变）",
        en: "Followers of anchors")
    case .yearDeferredLand:
      .init(
        zh: "缺用地指标，推到下年",
        en: "Deferred for want of land")
    case .yearDeferredEnergy:
      .init(
        zh: "缺用能指标，推到下年",
        en: "Deferred for want of energy")
    case .yearDeferredMerit:
      .init(
        zh: "亩均指标不达标，不准入",
        en: "Refused: a per-mu measure below its floor")
    case .yearArrivalsNote:
      .init(
        zh: "预计全年余下月份新增线索{}条（标准差{}，按假设推算的准确值）：{}。",
        en:
          "{} leads are expected to come in the months left (standard deviation {}, exactly as assumed): {}."
      )
    case .yearLandingTitle:
      .init(
        zh: "签约、动工、到位资金（全年均值，亿元）",
        en: "Signed, started, funds in place (means of the year, 亿元)")
    case .yearSigned:
      .init(
        zh: "签约投资额",
        en: "Signed")
    case .yearStarted:
      .init(
        zh: "动工投资额",
        en: "Started")
    case .yearFunds:
      .init(
        zh: "到位资金",
        en: "In place")
    case .yearFundsShare:
      .init(
        zh: "到位/签约",
        en: "Of signed")
    case .yearStartedProjects:
      .init(
        zh: "动工项目",
        en: "Starts")
    case .yearLeadToStart:
      .init(
        zh: "线索到动工（月）",
        en: "Months from lead")
    case .yearWithin:
      .init(
        zh: "{}个月内动工",
        en: "Within {}")
    case .yearLandingNote:
      .init(
        zh: "签约是承诺，到位资金才是钱。动工含往年签约、今年动工的项目；“线索到动工”按转化率和间隔推算，只看最终落地的线索。",
        en:
          "A signature is a promise; funds in place are money. “Started” holds projects signed in earlier years; “months from lead” to start follow from the rates and lags, of leads that come so far."
      )
    case .yearLandTitle:
      .init(
        zh: "用地（亩）",
        en: "Land (亩)")
    case .yearEnergyTitle:
      .init(
        zh: "用能（吨标煤/年）",
        en: "Energy (吨标煤 a year)")
    case .yearLeft:
      .init(
        zh: "截止日尚余",
        en: "Left as of the date")
    case .yearUsed:
      .init(
        zh: "平均使用",
        en: "Used on average")
    case .yearShort:
      .init(
        zh: "有项目因此推后",
        en: "Projects put off")
    case .yearPool:
      .init(
        zh: "市级统筹",
        en: "City pool")
    case .yearQuotaNote:
      .init(
        zh: "“平均使用”含从市级统筹取得的。quotas 命令给出每多100亩、每多1万吨标煤的价值。",
        en:
          "“Used” includes what comes from the pool. The command quotas tells what 100亩 or 10,000吨标煤 more are worth."
      )
    case .yearRanksTitle:
      .init(
        zh: "综合测评的名次（各名次的把握）",
        en: "Ranks of the scorecard (chance of each)")
    case .yearRank:
      .init(
        zh: "第{}",
        en: "No. {}")
    case .yearFirstTitle:
      .init(zh: "各分项名列第一的把握", en: "Chance of being first by each item")
    case .yearRanksNote:
      .init(
        zh: "权重由情景给出（explain 命令列出）。名次逐次试验排出，没有一个是确定的。",
        en:
          "Weights are the scenario's (the command explain lists them). Ranks are taken trial by trial; none is certain."
      )
    case .yearRatesTitle:
      .init(
        zh: "转化率不确定的影响",
        en: "What uncertain rates do")
    case .yearRatesNote:
      .init(
        zh: "按历史计数抽取{}组转化率，每组{}次试验。全市投资额的标准差：转化率不确定占{}亿元，偶然占{}亿元；更多数据可消除方差的{}（±{}个百分点）。",
        en:
          "{} draws of the rates from the history, {} trials each. Standard deviation of the city's investment: {}亿元 from not knowing the rates, {}亿元 by chance; more data would remove {} of the variance (±{} points)."
      )
    case .yearWorldSpread:
      .init(
        zh: "因转化率而异（标准差，百分点）",
        en: "Varies with the rates by (points)")
    case .yearWorldRange:
      .init(
        zh: "八成情形下",
        en: "In four worlds of five")
    case .calibrateHeadline:
      .init(
        zh: "{}：{}个区县，{}条进入记录。",
        en: "{}: {} districts, {} entries.")
    case .calibrateNote:
      .init(
        zh: "转化率在区县之间部分汇总：数据少的区县靠向全市。括号为90%区间；“靠向全市”0%为只凭自己，100%为全凭全市。",
        en:
          "Rates are partially pooled: districts with little data lean on the city's rate. In brackets 90% intervals; a lean of 0% stands on its own data, 100% on the city's alone."
      )
    case .calibrateCity:
      .init(
        zh: "全市",
        en: "City")
    case .calibrateEntered:
      .init(
        zh: "进入",
        en: "Entered")
    case .calibrateAdvanced:
      .init(
        zh: "晋级",
        en: "Advanced")
    case .calibrateRaw:
      .init(
        zh: "原始比例",
        en: "Raw share")
    case .calibrateRate:
      .init(
        zh: "转化率（90%区间）",
        en: "Rate (90% interval)")
    case .calibrateLean:
      .init(
        zh: "靠向全市",
        en: "Lean")
    case .calibrateDwell:
      .init(
        zh: "停留月数（90%区间）",
        en: "Months at the stage (90%)")
    case .calibrateFragment:
      .init(
        zh: "情景片段",
        en: "Fragment of a scenario")
    case .quotasTitle:
      .init(
        zh: "多给要素值多少：{}",
        en: "What more is worth: {}")
    case .quotasHeadline:
      .init(
        zh: "每多{}亩或{}吨标煤，对“{}”的把握和全市投资额的影响（与不多给的同一批试验相比）。",
        en:
          "What {}亩 or {}吨标煤 more do to the chance of “{}” and to the city's investment (against the same trials without)."
      )
    case .quotasWhere:
      .init(
        zh: "给谁",
        en: "Given to")
    case .quotasChance:
      .init(
        zh: "把握变化（百分点）",
        en: "Chance (points)")
    case .quotasInvestment:
      .init(
        zh: "投资额变化（亿元）",
        en: "Investment (亿元)")
    case .quotasLand:
      .init(
        zh: "用地",
        en: "Land")
    case .quotasEnergy:
      .init(
        zh: "用能",
        en: "Energy")
    case .quotasNote:
      .init(
        zh: "±为差值自身的标准误；“≈”表示不足三个标准误，不能与偶然区分。先到先得并非最优：单次试验里多给要素也可能让签约额减少。",
        en:
          "± is the difference's own standard error; “≈” is within three of them. First come is not best: in a single trial more can even lower what is signed."
      )
    case .benchDisturbed:
      .init(
        zh: "测算期间其他程序占用了处理器的{}：空闲时会更快，不妨再测一次。",
        en: "Other programs took {} of the processors meanwhile: a quiet machine is faster, so "
          + "measure again.")
    case .benchPrecision:
      .init(
        zh: "“{}”的把握为{}（±{}个百分点，{}次试验）。假定标准误按试验次数的平方根下降，一百万次试验约为±{}个百分点。",
        en:
          "“{}”: {} (±{} points, {} trials). If the standard error falls with the root of the "
          + "number of trials, which is assumed, a million trials give about ±{} points.")
    case .chartMark: .init(zh: "{}：{}", en: "{}: {}")
    case .chartYearEnd:
      .init(
        zh: "到年底中位数{}亿元，90%区间{}亿元。", en: " By year-end the median is {}亿元, the 90% interval {}亿元.")
    case .chartTotalAxis: .init(zh: "全年引进投资额（亿元）", en: "Investment signed in the year (亿元)")
    case .chartShareAxis: .init(zh: "占试验的比例", en: "Share of trials")
    case .chartSoFarAxis: .init(zh: "累计引进投资额（亿元）", en: "Signed so far (亿元)")
    case .chartThroughAxis: .init(zh: "累计（亿元）", en: "Through the month (亿元)")
    case .chartMonth: .init(zh: "月份", en: "Month")
    case .chartMonthAxis: .init(zh: "当月均值（亿元）", en: "Mean of the month (亿元)")
    case .chartSizeAxis: .init(zh: "项目投资额（亿元）", en: "Investment of a project (亿元)")
    case .chartReachAxis: .init(zh: "达到该规模的项目占比", en: "Share of projects of at least that size")
    case .chartPointsAxis: .init(zh: "把握（%）", en: "Chance (%)")
    case .chartStop: .init(zh: "。", en: ". ")
    case .chartScenario: .init(zh: "{}{}年，{}", en: "{} {}, {}")
    case .chartHistogram: .init(zh: "{}：全年引进投资额的分布", en: "{}: what the year may bring")
    case .chartExceedance: .init(zh: "{}：达到某一数额的把握", en: "{}: chance of reaching an amount")
    case .chartMonths:
      .init(zh: "{}：逐月累计与时序进度", en: "{}: month by month, against pro-rata progress")
    case .chartMonthsNote:
      .init(
        zh: "线为中位数，由深到浅为50%、80%、90%区间；虚线为按时序应完成的数额，右端为全年目标。",
        en:
          "Line: median; bands: 50%, 80%, 90%. Dashed: pro-rata progress to the year's targets at the right."
      )
    case .chartAsOf: .init(zh: "统计截止{}", en: "as of {}")
    case .chartLanding: .init(zh: "{}：签约、动工与到位资金", en: "{}: signed, started, funds in place")
    case .chartLandingNote:
      .init(zh: "线为累计中位数，带为80%区间。", en: "Lines: medians through each month; bands: 80% intervals.")
    case .chartDistricts: .init(zh: "{}：各区县投资额与目标", en: "{}: districts and their targets")
    case .chartDistrictsNote:
      .init(
        zh: "圆点为中位数，粗、细线为50%、80%区间，橙色竖线为目标，右侧为完成目标的把握。",
        en:
          "Dot: median; thick and thin: 50% and 80%; orange: target; at the right: the chance of it."
      )
    case .chartHeatMap: .init(zh: "{}：各区县逐月引进投资额", en: "{}: investment by district and month")
    case .chartGreatest:
      .init(zh: "最多的是{}{}月：{}亿元。", en: "The most is signed in {} in month {}: {}亿元.")
    case .chartCompare: .init(zh: "各情景完成目标的把握", en: "Chances of the targets by scenario")
    case .chartMeans: .init(zh: "各情景全年引进投资额的均值", en: "Mean investment of the year by scenario")
    case .chartWaterfall: .init(zh: "{}：从“{}”到“{}”", en: "{}: from “{}” to “{}”")
    case .chartAxisNote: .init(zh: "横轴不从零开始。", en: "The axis does not begin at nought.")
    case .chartSizes: .init(zh: "{}：项目规模分布", en: "{}: sizes of projects")
    case .chartSizesNote:
      .init(
        zh: "圆点为实际，线为拟合，带为90%区间；两轴均为对数。",
        en: "Dots: observed; line: fitted; band: 90% interval. Both axes logarithmic.")
    case .importHeadline:
      .init(
        zh: "{}个文件，可导入项目{}个，投资额{}亿元；问题{}个。",
        en: "{} files: {} projects to import, {}亿元; {} problems.")
    case .importTotals: .init(zh: "可导入的项目", en: "What can be imported")
    case .importUnknown:
      .init(
        zh: "不认识的词（填好第三列，存入城市文件夹的 import-words.csv）",
        en:
          "Unknown words (fill in the third field, and keep the lines in the city's import-words.csv)"
      )
    case .importWordCount: .init(zh: "# {}行，首见{}", en: "# {} rows, first {}")
    case .importWarnings: .init(zh: "请核对（已导入）", en: "Please look at these (they are imported)")
    case .importNoHeader:
      .init(zh: "没有找到表头，整张表未读。", en: "No header was found: the sheet is left out.")
    case .importUnknownHead: .init(zh: "（不认识，未取）", en: "(unknown, not taken)")
    case .importContactDropped: .init(zh: "（联系人，已去掉）", en: "(contact, dropped)")
    case .importNotTaken: .init(zh: "（{}，未取）", en: "({}, not taken)")
    case .importFromHead: .init(zh: "{}（表头）", en: "{} (head)")
    case .importFromTitle: .init(zh: "{}（标题行）", en: "{} (title row)")
    case .importFromCells: .init(zh: "各单元格自带", en: "in the cells")
    case .importRows: .init(zh: "表头在第{}行；取用{}行。", en: "Header in row {}; {} rows taken.")
    case .importLeftOut: .init(zh: "未取：{}{}行（第{}行）。", en: "Left out: {}, {} (rows {}).")
    case .importRough:
      .init(
        zh: "其中金额是约数的{}个，是范围的{}个；日期只到月的{}个（按1日计）。",
        en:
          "Rough amounts {}, ranges {}; dates that name a month alone {} (taken for its first day)."
      )
    case .importColumn: .init(zh: "列", en: "Column")
    case .importHead: .init(zh: "表头", en: "Head")
    case .importMeaning: .init(zh: "当作", en: "Taken for")
    case .importUnit: .init(zh: "单位", en: "Unit")
    case .importFilled: .init(zh: "有内容", en: "Filled")
    case .importMedian: .init(zh: "中位数（亿元）", en: "Median, 亿元")
    case .importHeading: .init(zh: "分类标题", en: "headings")
    case .importSubtotal: .init(zh: "小计、合计", en: "subtotals")
    case .importFootnote: .init(zh: "备注说明", en: "footnotes")
    case .importRepeated: .init(zh: "重复的表头", en: "repeated headers")
    case .importNoName: .init(zh: "没有项目名称", en: "no name")
    case .importNoAmount: .init(zh: "没有金额", en: "no amount")
    case .importIgnored: .init(zh: "按词表忽略", en: "ignored by the table of words")
    case .importProblem: .init(zh: "有问题", en: "problems")
    case .importSum: .init(zh: "投资额（亿元）", en: "Investment, 亿元")
    case .importChanges: .init(zh: "与现有项目库相比", en: "Against the register that is there")
    case .importUnchanged: .init(zh: "没有变化。", en: "Nothing changes.")
    case .importAdded: .init(zh: "新增{}个：", en: "Added: {}")
    case .importChanged: .init(zh: "改动{}个：", en: "Changed: {}")
    case .importGone: .init(zh: "不再出现{}个（更新后从项目库去掉）：", en: "Gone: {} (an update takes them out)")
    case .reportTitle: .init(zh: "招商引资预测报告：{}", en: "Investment promotion forecast: {}")
    case .reportAnswer: .init(zh: "结论", en: "The answer")
    case .reportMeaning: .init(zh: "{}：{}。", en: "{}: {}.")
    case .reportTargets: .init(zh: "目标", en: "Targets")
    case .reportDistricts: .init(zh: "区县", en: "Districts")
    case .reportDeciders: .init(zh: "由什么决定", en: "What decides it")
    case .reportLeads:
      .init(zh: "期望投资额最大的在谈项目", en: "Leads that carry the most expected investment")
    case .reportLeadsNote:
      .init(
        zh: "全年引进投资额的标准差为{}亿元；如果各项目互不影响，单靠项目本身的偶然为{}亿元，其余来自共同因子和其他部分。下表按各项目自身的签约可能性（不计要素约束）计算。",
        en:
          "The year's total has a standard deviation of {}亿元; the chance of the single leads alone, if none depended on another, would make {}亿元 of it, the rest comes from common factors and the other parts. The table is by each lead's own chance of being signed, without quotas."
      )
    case .reportLead: .init(zh: "项目", en: "Lead")
    case .reportSigningChance: .init(zh: "签约可能性", en: "Chance of signing")
    case .reportExpected: .init(zh: "期望投资额（亿元）", en: "Expected investment, 亿元")
    case .reportVariance: .init(zh: "自身方差占总方差", en: "Own variance, of the total's")
    case .reportYear: .init(zh: "新增、要素与落地", en: "Arrivals, quotas, landing")
    case .reportComparison: .init(zh: "情景对比", en: "Scenarios compared")
    case .reportAssumptions: .init(zh: "数字与假设的来源", en: "Where the numbers come from")
    case .reportMethod: .init(zh: "方法与复现", en: "Method, and how to repeat it")
    case .reportMethodText:
      .init(
        zh:
          "蒙特卡洛模拟：每次试验按转化曲线和共同因子决定各线索是否、何时签约，抽取投资额，逐月受要素约束，再计动工与到位资金；{}次试验的分布即为预测。概率的±为模拟标准误，不含假设本身的误差。",
        en:
          "Monte Carlo simulation: in each trial conversion curves and common factors decide whether and when each lead is signed and amounts are drawn; land and energy limit them month by month; starts and funds follow. The forecast is the distribution over {} trials. The ± of a probability is its Monte Carlo standard error, and holds nothing of the assumptions' own."
      )
    case .reportWords: .init(zh: "用语：{}。", en: "Words: {}.")
    case .reportCommand: .init(zh: "复现：{}", en: "Made by: {}")
    case .reportFile: .init(zh: "输入文件", en: "Input file")
    case .reportContents: .init(zh: "目录", en: "Contents")
    case .reportNumbers: .init(zh: "数据表", en: "The numbers")
    case .reportNoPictures:
      .init(
        zh: "没有画图程序，本页只有表格；图表说明在 charts 文件夹。",
        en:
          "There is no renderer of charts: this page has tables alone; specifications are in the folder charts."
      )
    case .reportError: .init(zh: "标准误", en: "Standard error")
    case .reportDistribution: .init(zh: "分布", en: "Distribution")
    case .reportReach: .init(zh: "达到下限的把握", en: "Chance of the lower edge")
    case .reportWritten: .init(zh: "报告已写入{}：{}", en: "Report written to {}: {}")
    case .importBackup:
      .init(zh: "原项目库已备份为{}", en: "The register as it was is kept in {}")
    case .importKept:
      .init(zh: "表里没有、按编号沿用的列：{}", en: "Columns that the tables lack, kept by id: {}")
    case .importLost:
      .init(
        zh: "随之去掉的内容{}处（只留在备份里）：",
        en: "Values that go with them: {} (the backup alone keeps them)")
    case .importProjects: .init(zh: "项目数", en: "Projects")
    case .checkNoTable:
      .init(
        zh: "问题不在项目库的表格里，没有标注的副本。", en: "No problem lies in a register: there is no marked copy.")
    case .importDryRun: .init(zh: "试运行：没有写入任何文件。", en: "Dry run: nothing is written.")
    case .importNeedsUpdate:
      .init(
        zh: "{}已存在，没有改动；确认以上变化后，加 --update 再运行一次。",
        en: "{} is there and stays as it is; run again with --update once the changes are right.")
    case .importLeft: .init(zh: "{}没有变化，未重写。", en: "{} does not change and is not written.")
    case .importChecked:
      .init(zh: "可导入项目{}个，没有发现问题。", en: "{} projects can be imported; no problem found.")
    case .chartsWritten: .init(zh: "图表已写入{}：{}。", en: "Charts written to {}: {}.")
    case .chartsNotDrawn:
      .init(
        zh: "图表说明（.vl.json）已写入，但没有画成图片：{}",
        en: "The charts' specifications (.vl.json) are written, but not drawn: {}")
    }
  }

  /// The words in `language`, with `values` in the places of `{}`.
  public func callAsFunction(_ language: Language, _ values: String...) -> String {
    var result = ""
    var values = values[...]
    var rest = text[language][...]
    while let place = rest.firstRange(of: "{}") {
      result += rest[..<place.lowerBound] + (values.popFirst() ?? "")
      rest = rest[place.upperBound...]
    }
    return result + rest
  }
}
