import Imaging

extension PhantomStudy {
  /// Middles of the thoracic vertebral bodies, T1 first, LPS mm: labels 8 and on.
  public var thoracicCentres: [Position] {
    anatomy.parts.filter { $0.label >= 8 }.sorted { $0.label < $1.label }
      .map { anatomy.placement($0.pose.origin) }
  }
}
