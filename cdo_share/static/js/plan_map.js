// Draws the list of a plan's visits as a map: a square where a CDO sets out, a disc or ring per member.
(() => {
  "use strict";

  const SIZE = 22; // pixels
  const APART = 9; // pixels between marks of one place
  const FRAME = [24, 24];

  // Several members of one commune stand in a small ring around its town hall.
  const placeIn = (map, spots) => {
    const seen = new Map();
    return spots.map((spot) => {
      const key = `${spot.lat},${spot.lon}`;
      const number = seen.get(key) || 0;
      seen.set(key, number + 1);
      const turn = number * 2.4; // radians: marks spread like the seeds of a sunflower
      const reach = APART * Math.sqrt(number);
      const at = map.project([spot.lat, spot.lon]).add(L.point(Math.cos(turn), Math.sin(turn)).multiplyBy(reach));
      return { ...spot, at: map.unproject(at) };
    });
  };

  const markOf = ({ spot, number, colour, name, at }) => {
    const mark = document.createElement("span");
    mark.className = `spot spot-${spot} spot-${colour}`;
    mark.textContent = number;
    const icon = L.divIcon({ className: "spot-frame", html: mark, iconSize: [SIZE, SIZE] });
    const marker = L.marker(at, { icon, keyboard: false, zIndexOffset: spot === "base" ? 1000 : 0 });
    return marker.bindTooltip(document.createTextNode(name), { direction: "top", offset: [0, -SIZE / 2] });
  };

  const enhance = (part) => {
    const spots = [...part.querySelectorAll("[data-spot]")].map((item) => ({ ...item.dataset }));
    if (!spots.length) return;
    const map = window.cdoMaps.openMap(part.querySelector("[data-map]"));
    const layer = L.layerGroup().addTo(map);
    const draw = () => {
      layer.clearLayers();
      placeIn(map, spots).forEach((spot) => layer.addLayer(markOf(spot)));
    };
    map.fitBounds(L.latLngBounds(spots.map(({ lat, lon }) => [lat, lon])), { padding: FRAME, maxZoom: 11, animate: false });
    map.on("zoomend", draw);
    draw();
  };

  document.querySelectorAll("[data-map-visits]").forEach(enhance);
  // Without script a button sends the choice; with it, choosing is enough.
  document.querySelectorAll(".map-filter").forEach((form) => {
    form.querySelector("button").hidden = true;
    form.querySelector("select").addEventListener("change", () => form.requestSubmit());
  });
})();
