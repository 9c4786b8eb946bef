import Imaging

/// Choosing a series: patients → studies → series.
enum Browsing {
  struct State: Sendable {
    private(set) var content = ListContent(Catalogue())
    /// The lines under filter, order and folding.
    private(set) var listing = Listing()
    private var filterText = ""
    private var currentOrder = ListOrder.byPatient
    private var currentFolding = Folding()
    /// What the model said of each series, 0…1: sorts the list.
    private var verdicts: [String: Double] = [:]
    /// Set while the paths are being looked through.
    var scan: LoadProgress?
    var scanGeneration = 0
    /// A scan has come to its end, and none has begun since.
    var isListComplete = false
    var comparison = SourceComparison()
    var loadGeneration = 0
    /// Which of the listing's stops is chosen.
    var selection = 0
    /// Set while the refused files are shown instead: the first one in sight.
    var refusedOffset: Int?
    var thumbnails = Thumbnails()
    var opening: Opening?
    /// A scan that finds exactly one series opens it.
    var opensOnlySeries = false
    /// The series on screen; nil before the first.
    var shownSeriesID: String?
    /// Why nothing could be scanned.
    var failure: String?

    func isOpening(_ seriesID: String, _ generation: Int) -> Bool {
      opening?.generation == generation && opening?.seriesID == seriesID
    }

    var catalogue: Catalogue {
      get { content.catalogue }
      set { show(ListContent(newValue)) }
    }
    var filter: String {
      get { filterText }
      set { relist { $0.filterText = newValue } }
    }
    var order: ListOrder {
      get { currentOrder }
      set { relist { $0.currentOrder = newValue } }
    }
    var folding: Folding {
      get { currentFolding }
      set { relist { $0.currentFolding = newValue } }
    }

    /// The chosen line; nil where the list is empty.
    var selectedRow: ListRow? {
      listing.stops.indices.contains(selection) ? listing.rows[listing.stops[selection]] : nil
    }
    /// The chosen series; nil where a folded study or patient is chosen.
    var selectedSeries: Entry? {
      if case .series(let place) = selectedRow { content.entries[place] } else { nil }
    }
    /// What stands for the chosen line: the series itself, or the largest of what is folded.
    var representative: Entry? {
      let group: ListGroup
      switch selectedRow {
      case .series(let place): return content.entries[place]
      case .study(let number): group = content.studies[number]
      case .patient(let number): group = content.patients[number]
      case nil: return nil
      }
      return listing.order.lazy.filter { group.series.contains($0) }
        .max { content.entries[$0].series.sliceCount < content.entries[$1].series.sliceCount }
        .map { content.entries[$0] }
    }
    /// The series under the filter, in the order of the list.
    var entries: [Entry] { listing.order.map { content.entries[$0] } }

    /// Takes a new catalogue; what was chosen stays so where it is still there.
    mutating func show(_ content: ListContent) {
      relist {
        $0.content = content
        $0.currentFolding.adapt(to: content)
      }
    }

    mutating func note(verdict: Double?, ofSeries id: String) {
      relist { $0.verdicts[id] = verdict }
    }

    /// Draws other texts for the same lines.
    mutating func disguise(as content: ListContent, filter: String) {
      self.content = content
      filterText = filter
    }

    /// Makes a series choosable, and chooses it.
    mutating func reveal(_ place: Int) {
      let entry = content.entries[place]
      let (patient, study) = (
        content.patients[entry.patientNumber], content.studies[entry.studyNumber]
      )
      if folding.isFolded(patient) || folding.isFolded(study: study) {
        relist {
          $0.currentFolding.unfold(patient.key)
          $0.currentFolding.unfold(study.key)
        }
      }
      selection = listing.stop(of: .series(place)) ?? selection
    }

    private mutating func relist(_ change: (inout State) -> Void) {
      let (old, chosen) = (content, selectedRow)
      change(&self)
      listing = Listing(
        content, filter: ListFilter(filterText), order: currentOrder, folding: currentFolding,
        verdicts: verdicts)
      selection = chosen.flatMap { stop(for: $0, of: old) } ?? 0
    }

    /// Where a row of an earlier content can be chosen now.
    private func stop(for row: ListRow, of old: ListContent) -> Int? {
      switch row {
      case .series(let place):
        let id = old.entries[place].series.id
        return content.index(ofSeries: id).flatMap { listing.stop(ofSeries: $0, in: content) }
      case .study(let number), .patient(let number):
        let group = row.isPatient ? old.patients[number] : old.studies[number]
        // Unfolded, its first series stands for it.
        let first = group.series.lazy.map { old.entries[$0].series.id }
        return listing.stops.firstIndex {
          switch listing.rows[$0] {
          case .patient(let n): content.patients[n].key == group.key
          case .study(let n): content.studies[n].key == group.key
          case .series: false
          }
        }
          ?? first.compactMap { content.index(ofSeries: $0) }
          .compactMap { listing.stop(ofSeries: $0, in: content) }.first
      }
    }
  }

  /// A series on its way to the screen.
  struct Opening: Equatable, Sendable {
    var seriesID: String
    var title: String
    var generation: Int
    var progress: LoadProgress?
  }

  enum Neighbour: Equatable, Sendable { case series, study }

  enum Action: Sendable {
    case move(Int)
    case first
    case last
    /// To the first series of the patient or study before or behind.
    case moveGroup(Group, Int)
    case open
    /// Opens a series wherever it stands in the list.
    case openSeries(String)
    /// Opens the series or study before or behind the one on screen, in the order of the list.
    case openNeighbour(Neighbour, Int)
    case fold
    case unfold
    /// Folds (above 0) or unfolds everything by so many levels.
    case foldAll(Int)
    case sort(ListColumn, reversed: Bool)
    case sortByNext
    case reverseOrder
    case toggleRefused
    case scanProgressed(LoadProgress, generation: Int)
    /// What is known so far, while the scan goes on.
    case found(ListContent, generation: Int)
    case scanned(ListContent, generation: Int)
    /// What the files of some series are, as they are listed.
    case compared([String: SourceMark?], number: Int)
    case rescan
    case scanFailed(String, generation: Int)
    case cancelScan
    case loadProgressed(LoadProgress, generation: Int)
    /// Some of the series' slices, while the others are being read.
    case arrived(Volume, seriesID: String, generation: Int)
    case loaded(Volume, seriesID: String, generation: Int)
    case loadFailed(String, generation: Int)
    /// The files are not what they were when they were listed.
    case loadOutdated(String, generation: Int)
    case cancelLoad
    case previewed(Volume, seriesID: String, isWhole: Bool)
    case previewFailed(String, seriesID: String, source: SourceMark?)
    case showThumbnails(Bool)
    case setFilter(String)
  }

  enum Group: Equatable, Sendable { case study, patient }
}
