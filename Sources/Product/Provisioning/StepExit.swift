import Store

/// How a step ends when it does not fail.
enum StepExit {
    case next(StepName)
    /// Run the step again after this long, or as soon as the job is woken.
    case wait(Duration)
    /// The job is over; the step has recorded its outcome.
    case finished
}
