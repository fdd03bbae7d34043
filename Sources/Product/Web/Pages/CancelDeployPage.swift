import Mustache

/// Asks once more before a deploy is stopped.
struct CancelDeployPage: PageModel, Equatable {
    static let template = PageTemplate.cancelDeploy

    var context: KeyValuePairs<Name, Value> { [:] }
}
