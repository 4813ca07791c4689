package org.refspark.data.synthetic;

/**
 * The categories a generated scene can hold: 23 of the 24 that SketchyScene-Matching's expressions
 * speak of (the road, a plane rather than an object, is left out).
 */
public enum SceneCategory {
  BENCH(7, "bench", "benches", Place.GROUND, 120, 3, 2),
  BIRD(9, "bird", "birds", Place.SKY, 100, 4, 3),
  BUS(12, "bus", "buses", Place.GROUND, 165, 2, 2),
  BUTTERFLY(13, "butterfly", "butterflies", Place.SKY, 95, 3, 2),
  CAR(14, "car", "cars", Place.GROUND, 115, 3, 3),
  CAT(15, "cat", "cats", Place.GROUND, 130, 4, 3),
  CHICKEN(17, "chicken", "chickens", Place.GROUND, 110, 4, 2),
  CLOUD(18, "cloud", "clouds", Place.SKY, 90, 4, 4),
  COW(19, "cow", "cows", Place.GROUND, 150, 3, 2),
  DOG(22, "dog", "dogs", Place.GROUND, 125, 4, 3),
  DUCK(23, "duck", "ducks", Place.GROUND, 105, 4, 2),
  GRASS(27, "grass", "grasses", Place.GROUND, 80, 4, 2),
  HORSE(28, "horse", "horses", Place.GROUND, 175, 3, 2),
  HOUSE(29, "house", "houses", Place.GROUND, 260, 3, 4),
  MOON(30, "moon", "moons", Place.SKY, 110, 1, 2),
  PEOPLE(32, "person", "people", Place.GROUND, 185, 4, 4),
  PIG(34, "pig", "pigs", Place.GROUND, 110, 4, 2),
  RABBIT(35, "rabbit", "rabbits", Place.GROUND, 120, 4, 2),
  SHEEP(37, "sheep", "sheep", Place.GROUND, 120, 4, 3),
  STAR(39, "star", "stars", Place.SKY, 75, 4, 2),
  SUN(41, "sun", "suns", Place.SKY, 140, 1, 4),
  TREE(43, "tree", "trees", Place.GROUND, 250, 4, 6),
  TRUCK(44, "truck", "trucks", Place.GROUND, 155, 2, 2);

  /** Where in a scene a category is at home. */
  enum Place {
    SKY,
    GROUND
  }

  private final int id;
  private final String singular;
  private final String plural;
  private final Place place;
  private final int height;
  private final int most;
  private final int weight;

  SceneCategory(
      int id, String singular, String plural, Place place, int height, int most, int weight) {
    this.id = id;
    this.singular = singular;
    this.plural = plural;
    this.place = place;
    this.height = height;
    this.most = most;
    this.weight = weight;
  }

  /** Number in the published list of 46 classes, from 1. */
  public int id() {
    return id;
  }

  /** The word expressions use for one of them. */
  public String singular() {
    return singular;
  }

  /** The word expressions use for several of them. */
  public String plural() {
    return plural;
  }

  Place place() {
    return place;
  }

  /** Usual height at middle depth, pixels in a picture of 750. */
  int height() {
    return height;
  }

  /** The most of them that one scene holds. */
  int most() {
    return most;
  }

  /** How often it is chosen, relative to the others. */
  int weight() {
    return weight;
  }
}
