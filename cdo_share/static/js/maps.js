// Shows a place, or lets a pin be put, on a map drawn from our own files: no tile server is asked.
(() => {
  "use strict";

  const DIGITS = 5; // of a degree: a metre
  const CLOSE = 11; // zoom at which a commune and its neighbours fill the map
  const KEY_PIXELS = 8;
  const LABEL = { width: 7, height: 16 }; // pixels: of a letter, of a line
  const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  let outline = null; // fetched once, whatever the number of maps

  // ── The ground: land, borders, and the communes of the view ──

  const decode = (flat) => {
    const points = [];
    let lon = 0;
    let lat = 0;
    for (let at = 0; at < flat.length; at += 2) {
      lon += flat[at];
      lat += flat[at + 1];
      points.push([lat / 1000, lon / 1000]);
    }
    return points;
  };

  const drawGround = async (map, url) => {
    outline = outline || fetch(url).then((answer) => answer.json());
    const { abroad, land, borders } = await outline;
    const look = { interactive: false, weight: 1 };
    // The other countries come from a coarser drawing: a broad edge closes the gap to our frontier.
    L.polygon(abroad.map((ring) => [decode(ring)]), { ...look, weight: 10, color: "#e4e2dc", fillColor: "#e4e2dc", fillOpacity: 1 }).addTo(map);
    L.polygon(land.map(decode), { ...look, color: "#8f9b94", fillColor: "#faf9f6", fillOpacity: 1 }).addTo(map);
    L.polyline(borders.map(decode), { ...look, color: "#c3bcab", dashArray: "4 3" }).addTo(map);
  };

  // Where a name would stand: right of its dot, or left of it at the right edge of the map.
  const boxOf = (map, commune) => {
    const at = map.latLngToContainerPoint([commune.lat, commune.lon]);
    const width = commune.name.length * LABEL.width + 8;
    const isLeft = at.x + width > map.getSize().x;
    const left = isLeft ? at.x - width : at.x;
    return { isLeft, left, right: left + width, top: at.y - LABEL.height / 2, bottom: at.y + LABEL.height / 2 };
  };

  const overlaps = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  // Names that would lie on a larger commune's name are left out; their dots stay.
  const drawDots = (map, layer, communes) => {
    layer.clearLayers();
    const taken = [];
    communes.forEach((commune) => {
      const dot = L.circleMarker([commune.lat, commune.lon], { radius: 3, weight: 1, color: "#176b7d", fillColor: "#fff", fillOpacity: 1, interactive: false });
      const box = boxOf(map, commune);
      if (!taken.some((other) => overlaps(box, other))) {
        taken.push(box);
        dot.bindTooltip(document.createTextNode(commune.name), { permanent: true, direction: box.isLeft ? "left" : "right", offset: [box.isLeft ? -3 : 3, 0], className: "map-name" });
      }
      layer.addLayer(dot);
    });
  };

  const followView = (map, url) => {
    const layer = L.layerGroup().addTo(map);
    let asked = null;
    const refresh = async () => {
      const view = map.getBounds();
      const box = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()];
      if (asked) asked.abort();
      asked = new AbortController();
      try {
        const answer = await fetch(`${url}?box=${box.map((angle) => angle.toFixed(3))}`, { signal: asked.signal });
        if (answer.ok && !answer.redirected) drawDots(map, layer, await answer.json());
      } catch {
        // The view moved on, or the network is away: the map works without names.
      }
    };
    map.on("moveend", refresh);
    refresh();
  };

  const openMap = (box) => {
    box.hidden = false;
    const map = L.map(box, { attributionControl: false, zoomControl: false, preferCanvas: true, minZoom: 5, maxZoom: 14, scrollWheelZoom: false });
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
    map.setView([Number(box.dataset.lat), Number(box.dataset.lon)], CLOSE);
    drawGround(map, box.dataset.outline);
    followView(map, box.dataset.around);
    return map;
  };

  const makePin = (at, options) => {
    const drop = document.createElement("span");
    drop.className = "map-drop";
    const icon = L.divIcon({ className: "map-marker", html: drop, iconSize: [26, 26], iconAnchor: [13, 30] });
    return L.marker(at, { icon, ...options });
  };

  const enhanceView = (view) => {
    const map = openMap(view.querySelector("[data-map]"));
    makePin(map.getCenter(), { keyboard: false, interactive: false }).addTo(map);
  };


  // ── A pin in a form: by click, by dragging, by arrow keys, or by figures ──

  const enhancePin = (part) => {
    const box = part.querySelector("[data-map]");
    const state = part.querySelector("[data-map-state]");
    const clear = part.querySelector("[data-map-clear]");
    const [lat, lon] = ["lat", "lon"].map((name) => part.querySelector(`input[name=${name}]`));
    const doubt = part.querySelector("[data-map-approximate]");
    const map = openMap(box);
    let isApproximate = !doubt.hidden;
    let pin = null;

    const say = () => {
      clear.hidden = !pin;
      doubt.hidden = !isApproximate || pin !== null;
      state.textContent = pin ? box.dataset.pinPlaced : box.dataset.noPin;
    };

    const write = (at) => {
      lat.value = at.lat.toFixed(DIGITS);
      lon.value = at.lng.toFixed(DIGITS);
      say();
    };

    const moveByKey = (event) => {
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      const point = map.latLngToContainerPoint(pin.getLatLng()).add(L.point(move).multiplyBy(KEY_PIXELS));
      pin.setLatLng(map.containerPointToLatLng(point));
      write(pin.getLatLng());
    };

    const put = (at) => {
      if (pin) {
        pin.setLatLng(at);
      } else {
        pin = makePin(at, { draggable: true, autoPan: true, title: box.dataset.pin, alt: box.dataset.pin }).addTo(map);
        pin.getElement().setAttribute("aria-label", box.dataset.pin);
        pin.getElement().addEventListener("keydown", moveByKey);
        pin.on("drag", () => write(pin.getLatLng()));
      }
    };

    const remove = () => {
      if (pin) pin.remove();
      pin = null;
      lat.value = lon.value = "";
      say();
    };

    const read = () => {
      if (lat.value === "" || lon.value === "") {
        if (pin) pin.remove();
        pin = null;
      } else if (lat.validity.valid && lon.validity.valid) {
        put([Number(lat.value), Number(lon.value)]);
        map.panTo(pin.getLatLng());
      }
      say();
    };

    map.on("click", (event) => { put(event.latlng); write(event.latlng); });
    [lat, lon].forEach((input) => input.addEventListener("change", read));
    clear.addEventListener("click", () => { remove(); box.focus(); });
    part.closest("form").addEventListener("commune:chosen", (event) => {
      isApproximate = event.detail.isApproximate;
      remove();
      map.setView([event.detail.lat, event.detail.lon], CLOSE);
    });
    read();
  };

  window.cdoMaps = { openMap }; // for maps that show more than a place: see plan_map.js
  document.querySelectorAll("[data-map-view]").forEach(enhanceView);
  document.querySelectorAll("[data-map-pin]").forEach(enhancePin);
})();
