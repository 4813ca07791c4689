package org.refspark.data.synthetic;

import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * A finished drawing of one object in its own units, see {@link Sketch}.
 *
 * @param marks back to front
 * @param bounds around all marks' lines
 */
record Drawing(List<Mark> marks, Rectangle2D bounds) {

  /** Draws one object of the category, different with every throw. */
  static Drawing of(SceneCategory category, Dice dice) {
    var sketch = new Sketch();
    switch (category) {
      case BENCH -> ScenerySketches.bench(sketch, dice);
      case BIRD -> SkySketches.bird(sketch, dice);
      case BUS -> ScenerySketches.bus(sketch, dice);
      case BUTTERFLY -> SkySketches.butterfly(sketch, dice);
      case CAR -> ScenerySketches.car(sketch, dice);
      case CAT -> AnimalSketches.cat(sketch, dice);
      case CHICKEN -> FigureSketches.chicken(sketch, dice);
      case CLOUD -> SkySketches.cloud(sketch, dice);
      case COW -> AnimalSketches.cow(sketch, dice);
      case DOG -> AnimalSketches.dog(sketch, dice);
      case DUCK -> FigureSketches.duck(sketch, dice);
      case GRASS -> ScenerySketches.grass(sketch, dice);
      case HORSE -> AnimalSketches.horse(sketch, dice);
      case HOUSE -> ScenerySketches.house(sketch, dice);
      case MOON -> SkySketches.moon(sketch, dice);
      case PEOPLE -> FigureSketches.person(sketch, dice);
      case PIG -> AnimalSketches.pig(sketch, dice);
      case RABBIT -> AnimalSketches.rabbit(sketch, dice);
      case SHEEP -> AnimalSketches.sheep(sketch, dice);
      case STAR -> SkySketches.star(sketch, dice);
      case SUN -> SkySketches.sun(sketch, dice);
      case TREE -> ScenerySketches.tree(sketch, dice);
      case TRUCK -> ScenerySketches.truck(sketch, dice);
    }
    var hand = new Wobble(dice);
    var marks =
        sketch.marks().stream().map(mark -> new Mark(hand.bend(mark.path()), mark.kind())).toList();
    var bounds = marks.get(0).path().getBounds2D();
    marks.forEach(mark -> bounds.add(mark.path().getBounds2D()));
    return new Drawing(marks, bounds);
  }

  double aspect() {
    return bounds.getWidth() / bounds.getHeight();
  }
}
