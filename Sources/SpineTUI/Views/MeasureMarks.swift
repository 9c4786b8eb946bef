import Foundation
import Imaging

/// What is measured on the slice in this pane, faint on the slices next to it, and what is begun.
func measureMarks(
  _ viewing: Viewing.State, _ orientation: PlaneOrientation, _ plane: Plane, textHeight: Double
) -> [MeasureMark] {
  let index = viewing.index(orientation)
  var marks: [MeasureMark] = viewing.measuring.done.compactMap { measurement in
    let distance = abs(measurement.index - index)
    guard measurement.orientation == orientation, distance <= ghostSlices else { return nil }
    var mark = shape(measurement.tool, measurement.points, on: plane)
    mark.look = distance == 0 ? .here : .ghost
    mark.text = distance == 0 ? viewing.label(of: measurement) : "\(measurement.number)"
    mark.anchor = anchor(mark, textHeight)
    if distance > 0 { mark.points = [] }
    if distance == 0, let held = viewing.measuring.draft?.held, held.number == measurement.number {
      mark.moving = plane.pixel(of: measurement.points[held.point])
    }
    return mark
  }
  if let draft = viewing.measuring.draft, draft.held == nil, draft.orientation == orientation {
    var mark = shape(draft.tool, draft.placed + [draft.point], on: plane)
    mark.points = draft.placed.map(plane.pixel(of:))
    mark.moving = plane.pixel(of: draft.point)
    mark.text = draft.value.map(viewing.text(of:)) ?? ""
    mark.anchor = anchor(mark, textHeight)
    marks.append(mark)
  }
  return marks
}

/// On how many slices to either side a measurement is still seen, faintly.
private let ghostSlices = 2

private func shape(
  _ tool: Measuring.Tool, _ positions: [Position], on plane: Plane
) -> MeasureMark {
  let points = positions.map(plane.pixel(of:))
  guard tool == .ellipse, points.count == 2 else {
    return MeasureMark(lines: points.count > 1 ? [points] : [], points: points)
  }
  let (middle, half) = ((points[0] + points[1]) / 2, (points[1] - points[0]) / 2)
  let outline = (0...72).map { step -> SIMD2<Double> in
    let angle = Double(step) * 5 * .pi / 180
    return middle + SIMD2(half.x * cos(angle), half.y * sin(angle))
  }
  return MeasureMark(lines: [outline], points: points)
}

/// At the right of the right-most point, where the words hide the least of what is measured.
private func anchor(_ mark: MeasureMark, _ textHeight: Double) -> SIMD2<Double> {
  let places = mark.lines.flatMap { $0 } + mark.points + (mark.moving.map { [$0] } ?? [])
  let right = places.max { $0.x < $1.x } ?? .zero
  return right + SIMD2(textHeight, 0)
}

/// The name, number and place of the slice where there are several panes; and what is not usual.
func caption(
  _ viewing: Viewing.State, _ orientation: PlaneOrientation, isActive: Bool
) -> [String] {
  guard viewing.isLinked else { return viewing.sampling.texts }
  let stack = viewing.stack(orientation)
  let index = viewing.index(orientation)
  let name = "\(isActive ? ">" : "")\(orientation.title) \(index + 1)/\(stack.sliceCount)"
  return [name, millimetresText(viewing, orientation)] + viewing.sampling.texts
}
