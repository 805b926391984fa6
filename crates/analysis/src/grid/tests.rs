use super::*;

fn box_of(width: f64, height: f64) -> Bounds {
    Bounds { low: [0.0, 0.0], high: [width, height] }
}

#[test]
fn a_cell_holds_its_west_and_south_edge_and_the_box_its_far_edge() {
    let grid = Grid::whole(box_of(300.0, 200.0), 100.0).unwrap();
    assert_eq!(grid.shape(), (3, 2));
    assert_eq!(grid.cell_of([0.0, 0.0]), Some(0));
    assert_eq!(grid.cell_of([100.0, 99.9]), Some(1));
    assert_eq!(grid.cell_of([300.0, 200.0]), Some(5));
    assert_eq!(grid.cell_of([300.1, 0.0]), None);
    assert_eq!(grid.cell_of([-0.1, 0.0]), None);
    assert_eq!(grid.cell_of([f64::NAN, 0.0]), None);
    assert_eq!(grid.centre(4), Some([150.0, 150.0]));
    assert_eq!(grid.centre(6), None);
}

#[test]
fn masked_cells_do_not_exist_for_counts_or_neighbours() {
    let grid = Grid::new(box_of(300.0, 300.0), 100.0, |[x, y]| !(x == 150.0 && y == 150.0)).unwrap();
    assert_eq!(grid.len(), 8);
    let neighbours = grid.neighbours();
    assert_eq!(neighbours.of(0), [1, 3]);
    assert_eq!(neighbours.of(1), [0, 2, 3, 4]);
    let counted = grid.count(&[[150.0, 150.0], [10.0, 10.0], [900.0, 0.0]]).unwrap();
    assert_eq!((counted.counts[0], counted.outside), (1, 2));
}

#[test]
fn a_listed_mask_is_the_same_as_a_closure() {
    let listed = Grid::with_cells(box_of(300.0, 300.0), 100.0, &[(0, 0), (2, 2), (0, 0)]).unwrap();
    let closed = Grid::new(box_of(300.0, 300.0), 100.0, |[x, y]| x == y && x != 150.0).unwrap();
    assert_eq!(listed, closed);
    assert!(Grid::with_cells(box_of(300.0, 300.0), 100.0, &[(3, 0)]).is_err());
}

#[test]
fn an_empty_area_is_refused() {
    assert_eq!(Grid::whole(box_of(0.0, 5.0), 1.0), Err(AnalysisError::ZeroArea));
    assert_eq!(Grid::new(box_of(5.0, 5.0), 1.0, |_| false), Err(AnalysisError::ZeroArea));
    assert!(Grid::whole(box_of(5.0, 5.0), 0.0).is_err());
    assert!(Grid::whole(box_of(5.0, f64::NAN), 1.0).is_err());
    assert!(matches!(Grid::whole(box_of(1e9, 1e9), 1.0), Err(AnalysisError::TooMany { .. })));
    assert!(Bounds::around(&[]).is_err());
}
